// Records when the balance of 750.00 has been painted, in milliseconds since navigation.
(() => {
  const isThere = () => document.getElementById('balance')?.textContent === '750.00';
  const note = () => {
    document.documentElement.dataset.painted = String(performance.now());
  };
  const afterNextFrame = () => {
    const channel = new MessageChannel();
    channel.port1.onmessage = note;
    requestAnimationFrame(() => channel.port2.postMessage(null));
  };
  const observer = new MutationObserver(() => {
    if (!isThere()) return;
    observer.disconnect();
    afterNextFrame();
  });
  observer.observe(document, { childList: true, subtree: true, characterData: true });
})();
