"use strict";
// Charts: Vega-Lite specifications from the numbers of the page, and a way to read them month by month.

const Charts = (() => {
  const LIGHT = ["#222222", "#D55E00", "#0072B2", "#00805f", "#A8467F", "#9a6b00", "#3b8fc0"];
  const DARK = ["#e6e6e6", "#ff8a3d", "#56B4E9", "#2fc79a", "#e69cc6", "#E69F00", "#9ad4f5"];
  const DASHES = [[1, 0], [7, 3], [8, 3, 2, 3], [2, 2], [5, 2, 1, 2, 1, 2], [1, 2], [10, 3]];
  const CAUSES = { job_loss: "#D55E00", income_fall: "#E69F00", over_indebted: "#CC79A7", credit_crunch: "#0072B2",
    forgetting: "#56B4E9", unwilling: "#009E73", failed_plan: "#D6C300", unknown: "#999999" };

  const isShare = (units) => units.startsWith("fraction");
  const colour = (i, dark) => (dark ? DARK : LIGHT)[i % LIGHT.length];

  function number(value, units, difference) {
    if (value === null || value === undefined || Number.isNaN(value)) return "–";
    if (isShare(units)) {
      const text = (100 * value).toFixed(2).replace(/^-(?=0\.?0*$)/, ""); // no minus before nothing
      return difference ? `${Number(text) > 0 ? "+" : ""}${text} pp` : `${text}%`;
    }
    const digits = Math.abs(value) >= 100 ? 0 : 2;
    const text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    return (difference && value >= 0 ? "+" : "") + text;
  }

  function axisLabel(units, difference) {
    if (!isShare(units)) return "format(datum.value, '~s')";
    const sign = difference ? "+" : "";
    return `format(100 * datum.value, (datum.value ? '${sign}' : '') + '.3~g') + '${difference ? " pp" : "%"}'`;
  }

  function ticks(months, width) {
    const most = Math.max(2, Math.floor(width / 62));
    const span = months[months.length - 1] - months[0];
    const step = [1, 2, 3, 6, 12, 24, 36, 60, 120, 240].find((s) => span / s <= most) || 240;
    return months.filter((month) => month % step === 0);
  }

  // The frame that all charts share: axes, colours of the theme, the rule at the month that is read.
  function frame(chart, options, layers, rows, domain, range) {
    const { width, dark, months, dates, difference, xTitle } = options;
    const style = getComputedStyle(document.documentElement);
    const ink = style.getPropertyValue("--ink").trim(), line = style.getPropertyValue("--line").trim();
    const muted = style.getPropertyValue("--muted").trim();
    const x = { field: "month", type: "quantitative", title: xTitle || null, scale: { nice: false, domain: [months[0], months[months.length - 1]] },
      axis: { values: ticks(months, width), grid: false, labelFlush: true,
        labelExpr: dates ? `dates[datum.value - ${months[0]}]` : "datum.label" } };
    const y = { type: "quantitative", title: null, stack: null, scale: { zero: chart.kind !== "fan" || isShare(chart.units), nice: true },
      axis: { tickCount: 5, labelExpr: axisLabel(chart.units, difference) } };
    const zero = difference ? [{ data: { values: [{}] }, mark: { type: "rule", strokeWidth: 1 }, encoding: { y: { datum: 0 }, color: { value: ink } } }] : [];
    const rule = { data: { values: months.map((month) => ({ month })) }, transform: [{ filter: "datum.month === shown" }],
      mark: { type: "rule", strokeWidth: 1.5, strokeDash: [3, 2] }, encoding: { x, color: { value: ink } } };
    return {
      $schema: "https://vega.github.io/schema/vega-lite/v6.json",
      width, height: options.height, autosize: { type: "fit-x", contains: "padding" }, background: null, padding: 2,
      params: [{ name: "shown", value: null }, { name: "dates", value: dates || [] }],
      data: { values: rows },
      layer: [...layers(x, y), ...zero, rule],
      resolve: { scale: { x: "shared", y: "shared" } },
      config: { font: "inherit", view: { stroke: null }, axis: { labelColor: ink, domainColor: muted, tickColor: muted, gridColor: line, labelFontSize: 11, titleColor: ink },
        range: { category: range }, area: { line: false } },
    };
  }

  function fan(chart, options) {
    const rows = [];
    for (const view of options.shown) {
      const values = chart.values[view.id];
      if (!values) continue;
      view.months.forEach((month, i) => {
        if (values.mean[i] !== null) rows.push({ month, run: view.name, mean: values.mean[i], p05: values.p05[i], p25: values.p25[i], p75: values.p75[i], p95: values.p95[i] });
      });
    }
    const names = options.shown.map((view) => view.name);
    const range = options.shown.map((view) => colour(view.colour, options.dark));
    const dashes = options.shown.map((view) => DASHES[view.colour % DASHES.length]);
    const scale = { domain: names, range };
    const layers = (x, y) => {
      const band = (low, high, opacity) => ({ mark: { type: "area", opacity }, encoding: { x, y: { ...y, field: low }, y2: { field: high }, color: { field: "run", type: "nominal", legend: null, scale } } });
      const bands = [band("p05", "p95", options.shown.length > 1 ? 0.13 : 0.18)];
      if (options.shown.length === 1) bands.push(band("p25", "p75", 0.28));
      return [...bands, { mark: { type: "line", strokeWidth: 2, clip: true }, encoding: { x, y: { ...y, field: "mean" }, color: { field: "run", type: "nominal", legend: null, scale },
        strokeDash: { field: "run", type: "nominal", legend: null, scale: { domain: names, range: dashes } } } }];
    };
    return frame(chart, options, layers, rows, names, range);
  }

  function areas(chart, options) {
    const view = options.shown[0];
    const values = chart.values[view.id] || {};
    const causes = Object.keys(values);
    const rows = causes.flatMap((cause, place) => view.months.map((month, i) => ({ month, cause, place, value: values[cause][i] })));
    const scale = { domain: causes, range: causes.map((cause) => CAUSES[cause] || "#777777") };
    const colours = { field: "cause", type: "nominal", legend: null, scale };
    const layers = (x, y) => options.difference
      ? [{ mark: { type: "line", strokeWidth: 2 }, encoding: { x, y: { ...y, field: "value" }, color: colours } }]
      : [{ mark: { type: "area", line: false }, encoding: { x, y: { ...y, field: "value", stack: "zero" }, color: colours, order: { field: "place", type: "quantitative" } } }];
    return frame(chart, options, layers, rows, causes, scale.range);
  }

  // A few cohorts in colour, evenly apart, the others in grey behind them.
  function chosen(names) {
    const followed = names.slice(0, Math.max(1, Math.round(0.8 * names.length)));
    const count = Math.min(5, followed.length);
    const places = new Set(Array.from({ length: count }, (_, i) => Math.round((i * (followed.length - 1)) / Math.max(1, count - 1))));
    return [...places].map((place) => followed[place]);
  }

  function cohortColours(names, dark) {
    const shades = dark ? ["#fde725", "#5ec962", "#21b5a0", "#7a9cf0", "#c79af0"] : ["#440154", "#3b528b", "#1f8a8c", "#3ca556", "#a8a300"];
    return names.map((_, i) => shades[Math.round((i * (shades.length - 1)) / Math.max(1, names.length - 1))]);
  }

  function cohorts(chart, options) {
    const values = chart.values[options.shown[0].id] || {};
    const names = Object.keys(values), picked = chosen(names);
    const rows = names.flatMap((cohort) => values[cohort].map((value, month) => ({ month, cohort, value, picked: picked.includes(cohort) })));
    const longest = Math.max(1, ...names.map((name) => values[name].length - 1));
    const range = cohortColours(picked, options.dark);
    const layers = (x, y) => {
      const line = (width, test, color) => ({ transform: [{ filter: `datum.picked === ${test}` }], mark: { type: "line", strokeWidth: width }, encoding: { x, y: { ...y, field: "value" }, detail: { field: "cohort" }, color } });
      return [line(0.8, false, { value: options.dark ? "#5a5f66" : "#c4c4c4" }), line(2, true, { field: "cohort", type: "nominal", legend: null, scale: { domain: picked, range } })];
    };
    const months = Array.from({ length: longest + 1 }, (_, i) => i);
    return frame(chart, { ...options, months, dates: null }, layers, rows, picked, range);
  }

  const KINDS = { fan, areas, cohorts };

  // Draw a chart into an element; returns a function that shows a month, and one that removes it.
  async function draw(element, chart, options) {
    const spec = KINDS[chart.kind](chart, options);
    const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: "svg", hover: false, logLevel: vega.Error });
    await view.initialize(element).runAsync();
    const svg = element.querySelector("svg");
    if (svg) { svg.setAttribute("aria-hidden", "true"); svg.removeAttribute("role"); }
    return {
      months: spec.layer[spec.layer.length - 1].data.values.map((row) => row.month),
      show: (month) => view.signal("shown", month).runAsync(),
      at: (event) => {
        const box = svg.getBoundingClientRect();
        const scale = box.width / view._viewWidth || 1;
        const place = (event.clientX - box.left) - view.origin()[0];
        return view.scale("x").invert(place);
      },
      end: () => view.finalize(),
    };
  }

  return { draw, number, colour, chosen, cohortColours, CAUSES };
})();
