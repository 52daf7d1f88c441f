// The browser's history gets an entry a page: whatever else changes the address, on the
// same page, replaces it. Streamlit pushes an entry for each parameter that its server
// sets, also for those that it takes from the page that is left, while that page's
// address still stands: the entry keeps the address that its screen had last.
export function oneEntryPerPage(view) {
  const { history, location } = view;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let screen = location.href;
  const settle = () => { screen = location.href; };
  history.pushState = (state, title, address) => {
    const next = new URL(address ?? '', location.href);
    if (next.pathname === location.pathname) {
      replace(state, title, next.href);
      return;
    }
    if (screen !== location.href) replace(history.state, '', screen);
    push(state, title, next.href);
    settle();
  };
  history.replaceState = (...how) => {
    const settled = screen === location.href;
    replace(...how);
    if (settled) settle();
  };
  view.addEventListener('popstate', settle);
  return settle;
}

// What a visitor opens the drawer for on a phone; it covers the page until it is closed.
const CHOICES = '[data-testid="stSidebarNavLink"], .st-key-features button, '
  + '.st-key-preset button';
const PHONE = '(max-width: 768px)';

export function closesDrawer(view, target) {
  return view.matchMedia(PHONE).matches
    && !!target.closest?.('[data-testid="stSidebar"]') && !!target.closest(CHOICES);
}

function closeDrawer() {
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

// What changes in these is read out to those who do not see it change.
function readOut() {
  for (const place of document.querySelectorAll('[class*="st-key-spoken_"]:not([role])')) {
    place.setAttribute('role', 'status');
  }
}

export default function () {
  if (window.gettingAround) return;
  window.gettingAround = true;
  const settle = oneEntryPerPage(window);
  document.addEventListener('click', ({ target }) => {
    if (closesDrawer(window, target)) setTimeout(closeDrawer);
  });
  const app = document.querySelector('[data-test-script-state]');
  new MutationObserver(() => {
    // Only then has the server set all that belongs to the screen.
    if (app.dataset.testScriptState === 'notRunning') settle();
  }).observe(app, { attributeFilter: ['data-test-script-state'] });
  new MutationObserver(readOut).observe(document.body, { subtree: true, childList: true });
  readOut();
}
