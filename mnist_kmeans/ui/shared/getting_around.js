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

// On a phone the drawer covers the page until it is closed, which choosing a page or a
// feature space in it should do. Arrow keys go on through the feature spaces.
export function closesDrawer({ target, detail }) {
  const inDrawer = (what) => target.closest(`[data-testid="stSidebar"] ${what}`);
  return !!inDrawer('[data-testid="stSidebarNavLink"]')
    || (detail > 0 && !!inDrawer('.st-key-space label'));
}

function closeDrawer() {
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

// What changes in these is read out to those who do not see it change.
function readOut() {
  for (const place of document.querySelectorAll('[class*="st-key-spoken_"]:not([role])')) {
    place.setAttribute('role', 'status');
    place.setAttribute('aria-atomic', 'true');
  }
}

export default function () {
  if (window.gettingAround) return;
  window.gettingAround = true;
  const settle = oneEntryPerPage(window);
  const phone = matchMedia('(max-width: 768px)');
  document.addEventListener('click', (event) => {
    if (phone.matches && closesDrawer(event)) setTimeout(closeDrawer);
  }, true);  // radio buttons keep clicks to themselves
  const app = document.querySelector('[data-test-script-state]');
  new MutationObserver(() => {
    // Only then has the server set all that belongs to the screen.
    if (app.dataset.testScriptState === 'notRunning') settle();
  }).observe(app, { attributeFilter: ['data-test-script-state'] });
  new MutationObserver(readOut).observe(document.body, { subtree: true, childList: true });
  readOut();
}
