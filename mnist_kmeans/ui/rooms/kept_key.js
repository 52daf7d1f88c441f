// The tab keeps the key of its room, for when the page is loaded anew.

const KEPT = 'kmeansTeacher';

export default function ({ data, setTriggerValue }) {
  try {
    if (data.key) {
      sessionStorage.setItem(KEPT, data.key);
      return;
    }
    const key = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (key && data.key !== '') setTriggerValue('found', key);
  } catch { /* a browser that keeps nothing for pages */ }
}
