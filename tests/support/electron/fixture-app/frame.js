document.body.dataset.api = typeof window.api;
