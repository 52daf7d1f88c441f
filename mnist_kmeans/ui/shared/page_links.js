const folderOf = (address) => new URL('.', address).href;

// Whether an address is of a page of the app that is open at another.
export const isWithinApp = (address, here) => folderOf(address) === folderOf(here);

const pathOf = (address) => new URL(address).pathname;
const withoutHash = (address) => address.split('#')[0];

// Goes where a link leads as Streamlit's own navigation does: it listens to `popstate`
// and runs the page with the new address. Only another page is a new entry of the
// browser's history.
function open(address) {
  const here = location.href;
  const isOtherPage = pathOf(address) !== pathOf(here);
  history[isOtherPage ? 'pushState' : 'replaceState']({}, '', address);
  if (withoutHash(address) === withoutHash(here)) {
    document.getElementById(new URL(address).hash.slice(1))?.scrollIntoView();
    return;
  }
  if (isOtherPage) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  window.dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
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
