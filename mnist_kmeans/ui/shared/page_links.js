const folderOf = (address) => new URL('.', address).href;

// Whether an address is of a page of the app that is open at another.
export const isWithinApp = (address, here) => folderOf(address) === folderOf(here);

const pathOf = (address) => new URL(address).pathname;
const withoutHash = (address) => address.split('#')[0];

// Milliseconds that a place on a page that is being opened is waited for.
const PATIENCE = 20000;

// Shows the place on the page that an address names, as soon as it is there. Streamlit
// drops it from the address.
function showPlace(address, end = Date.now() + PATIENCE) {
  const name = new URL(address).hash.slice(1);
  const place = name && document.getElementById(name);
  if (place) {
    place.scrollIntoView();
    history.replaceState(history.state, '', `#${name}`);
  } else if (name && Date.now() < end) {
    setTimeout(showPlace, 100, address, end);
  }
}

// Goes where a link leads as Streamlit's own navigation does: it listens to `popstate`
// and runs the page with the new address. Only another page is a new entry of the
// browser's history.
function open(address) {
  const here = location.href;
  if (withoutHash(address) !== withoutHash(here)) {
    const isOtherPage = pathOf(address) !== pathOf(here);
    history[isOtherPage ? 'pushState' : 'replaceState']({}, '', withoutHash(address));
    if (isOtherPage) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
    window.dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
  }
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
  document.addEventListener('click', follow);
  return () => document.removeEventListener('click', follow);
}
