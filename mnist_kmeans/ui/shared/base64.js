export const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
