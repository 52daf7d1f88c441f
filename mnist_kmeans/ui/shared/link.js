// An address with a parameter set, or without it where its value is null.
export function withParameter(address, name, value) {
  const url = new URL(address);
  if (value === null) url.searchParams.delete(name);
  else url.searchParams.set(name, value);
  return url.href;
}

// In place: to go back is to leave the page, not to undo a look.
export function intoLink(name, value) {
  const address = withParameter(location.href, name, value);
  if (address !== location.href) history.replaceState(history.state, '', address);
}
