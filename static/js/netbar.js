// A calm bar while there is no connection; nothing is blocked.
const bar = document.querySelector("[data-netbar]");
const update = () => { bar.hidden = navigator.onLine; };
if (bar) {
  addEventListener("online", update);
  addEventListener("offline", update);
  update();
}
