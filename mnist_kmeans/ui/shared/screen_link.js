export default function ({ parentElement }) {
  const link = parentElement.querySelector('input');
  const button = parentElement.querySelector('button');
  const show = () => { if (link.value !== location.href) link.value = location.href; };
  show();
  const timer = setInterval(show, 300);
  link.onfocus = () => link.select();
  button.onclick = async () => {
    show();
    link.select();
    // Off the machine itself, a page without https may not write to the clipboard.
    if (navigator.clipboard) await navigator.clipboard.writeText(link.value);
    else document.execCommand('copy');
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  };
  return () => clearInterval(timer);
}
