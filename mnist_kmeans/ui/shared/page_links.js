const folderOf = (address) => new URL('.', address).href;

// Whether an address is of a page of the app that is open at another.
export const isWithinApp = (address, here) => folderOf(address) === folderOf(here);

const pathOf = (address) => new URL(address).pathname;
const withoutHash = (address) => address.split('#')[0];

// Milliseconds that a place on a page that is being opened is waited for, and that it is
// kept in view afterwards, while what stands above it still arrives.
const PATIENCE = 20000, SETTLING = 4000;
const TAKES_OVER = ['wheel', 'touchstart', 'keydown', 'pointerdown'];

const placeOf = (address) => document.getElementById(new URL(address).hash.slice(1));

// Shows the place that an address names on a page that is being opened, until the reader
// moves the page. Streamlit drops it from the address.
function showPlace(address) {
  const { hash } = new URL(address);
  if (!hash) return;
  let end = Date.now() + PATIENCE, isThere = false;
  const stop = new AbortController();
  for (const event of TAKES_OVER) {
    addEventListener(event, () => { end = 0; }, { signal: stop.signal, passive: true });
  }
  const look = () => {
    if (Date.now() > end) { stop.abort(); return; }
    const place = placeOf(address);
    if (place && !isThere) {
      isThere = true;
      end = Date.now() + SETTLING;
      history.replaceState(history.state, '', hash);
    }
    place?.scrollIntoView();
    setTimeout(look, 200);
  };
  look();
}

// Goes where a link leads as Streamlit's own navigation does: it listens to `popstate`
// and runs the page with the new address. Only another page is a new entry of the
// browser's history.
function open(address) {
  const here = location.href;
  if (withoutHash(address) === withoutHash(here)) {
    history.replaceState({}, '', address);
    placeOf(address)?.scrollIntoView();
    return;
  }
  const isOtherPage = pathOf(address) !== pathOf(here);
  history[isOtherPage ? 'pushState' : 'replaceState']({}, '', withoutHash(address));
  if (isOtherPage) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  window.dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
  showPlace(address);
}

function follow(event) {
  // A link that the browser is to open elsewhere, or that was followed already.
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey
    || event.shiftKey || event.altKey) return;
  const link = event.composedPath().find((element) => element.href && element.pathname);
  if (!link || link.download || !isWithinApp(link.href, location.href)) return;
  event.preventDefault();
  open(link.href);
}

export default function () {
  if (!window.kmeansArrived) showPlace(location.href);
  window.kmeansArrived = true;
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
}
