// Streamlit draws containers without roles. It keeps this one from run to run and only
// changes what is in it, which is what is announced.
export default function ({ parentElement }) {
  const drawn = parentElement.host ?? parentElement;
  const container = drawn.closest('[class*="st-key-"]:not([class*="live_region"])');
  container?.setAttribute('role', 'status');
  container?.setAttribute('aria-atomic', 'true');
}
