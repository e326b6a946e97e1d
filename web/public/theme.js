// Runs before the first paint, so that a chosen theme does not flash. A file of its
// own because the content security policy forbids inline scripts.
(function () {
  try {
    var theme = localStorage.getItem("postscope.theme");
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
    }
  } catch {
    // Storage may be closed to us: the system's theme stands.
  }
})();
