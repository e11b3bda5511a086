// The service worker that shows the offline page (core/offline.py). Without it a browser shows its own.
if ("serviceWorker" in navigator && window.isSecureContext) {
  navigator.serviceWorker.register("/sw.js").catch(() => {});
}
