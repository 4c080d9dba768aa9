// Draws a chart again, with tooltips, when somebody turns to it. Nothing is loaded before that.
(() => {
  const folder = new URL(".", document.currentScript.src).href;
  const language = document.documentElement.lang;
  const loaded = {};
  const load = (name) =>
    (loaded[name] ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = folder + name;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    }));

  // Names of months and separators as the page's language has them.
  const locale = () => {
    const month = (style) =>
      [...Array(12).keys()].map((number) =>
        new Intl.DateTimeFormat(language, { day: "numeric", month: style, timeZone: "UTC" })
          .formatToParts(Date.UTC(2024, number, 2))
          .find((part) => part.type === "month").value);
    const day = (style) =>
      [...Array(7).keys()].map((number) =>
        new Intl.DateTimeFormat(language, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2024, 0, 7 + number)));
    const parts = new Intl.NumberFormat(language).formatToParts(1234567.8);
    const part = (type) => parts.find((each) => each.type === type).value;
    return {
      timeFormatLocale: {
        dateTime: "%x %X", date: "%Y-%m-%d", time: "%H:%M", periods: ["", ""],
        days: day("long"), shortDays: day("short"), months: month("long"), shortMonths: month("short"),
      },
      formatLocale: { decimal: part("decimal"), thousands: part("group"), grouping: [3], currency: ["", ""] },
    };
  };

  const draw = async (chart) => {
    if (chart.dataset.state) return;
    chart.dataset.state = "loading";
    try {
      await Promise.all([load("vega.js"), load("shapes.js")]);
      const shape = window.jobmartsShapes[chart.dataset.shape];
      const values = JSON.parse(chart.dataset.values);
      const data = shape.data.map((entry) => (entry.name === "values" ? { ...entry, values } : entry));
      const place = document.createElement("div");
      const options = { mode: "vega", renderer: "svg", actions: false, ...locale() };
      await window.vegaEmbed(place, { ...shape, data }, options);
      const [still, live] = [chart.querySelector("svg"), place.querySelector("svg")];
      for (const name of ["viewBox", "role", "aria-label"]) live.setAttribute(name, still.getAttribute(name));
      for (const name of ["width", "height", "style"]) live.removeAttribute(name);
      // Read aloud it is the same picture as before: one label, and the table under it.
      for (const part of live.querySelectorAll("[aria-roledescription], [aria-label]")) {
        for (const name of ["role", "aria-roledescription", "aria-label"]) part.removeAttribute(name);
      }
      chart.replaceChildren(live);
      chart.dataset.state = "live";
    } catch (error) {
      chart.dataset.state = "still";
      console.warn("the chart stays a drawing", error);
    }
  };

  for (const chart of document.querySelectorAll(".chart")) {
    for (const event of ["pointerenter", "touchstart"]) {
      chart.addEventListener(event, () => draw(chart), { once: true, passive: true });
    }
  }
})();
