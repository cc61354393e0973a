"use strict";
// The page: its words in the chosen language, its sections, and what the buttons do.

(() => {
  const content = JSON.parse(document.getElementById("content").textContent);
  const $ = (id) => document.getElementById(id);
  const state = { language: content.language, view: content.runs.length > 1 ? "all" : "run0", month: null, drawn: [] };
  const word = (key, values = {}) => Object.entries(values).reduce((text, [k, v]) => text.replaceAll(`{${k}}`, v), content.words[state.language][key] ?? key);

  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "on") for (const [event, action] of Object.entries(value)) element.addEventListener(event, action);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }

  const views = content.views.map((view) => ({ ...view, colour: Number(view.id.replace(/\D/g, "")) }));
  const runs = views.filter((view) => view.less === null);
  const nameOf = (view) => (view.less === null ? view.name : word("difference", { name: view.name, base: view.less }));
  const shownViews = () => (state.view === "all" ? runs : views.filter((view) => view.id === state.view)).map((view) => ({ ...view, name: nameOf(view) }));
  const isDifference = () => state.view.startsWith("difference");
  const isDark = () => document.documentElement.dataset.theme === "dark";

  function said(measure) {
    const words = content.measures[measure];
    return words[state.language] ? { ...words[state.language], foreign: false } : { ...words.en, foreign: true };
  }

  function titleOf(chart) {
    const parts = [said(chart.measure).name];
    if (chart.bucket) parts.push(state.language === "zh" && chart.days?.endsWith(" days") ? chart.days.replace(" days", " 天") : chart.days ?? chart.bucket);
    if (chart.segment) parts.push(chart.segment);
    if (/^[A-Z]{3}$/.test(chart.units)) parts.push(chart.units); // a currency; other units stand in the definition
    return parts.join(state.language === "zh" ? "，" : ", ");
  }

  // ---- charts -------------------------------------------------------------------------------------------------

  function entries(chart, month) {
    const number = (value) => Charts.number(value, chart.units, isDifference());
    if (chart.kind === "cohorts") {
      const values = chart.values[chartViews(chart)[0]?.id] || {};
      const picked = Charts.chosen(Object.keys(values)), colours = Charts.cohortColours(picked, isDark());
      return picked.map((cohort, i) => ({ colour: colours[i], name: word("cohort", { month: cohort }), text: number(values[cohort][month]) }));
    }
    const shown = chartViews(chart);
    if (chart.kind === "areas") {
      const view = shown[0], values = chart.values[view?.id] || {}, place = view ? view.months.indexOf(month) : -1;
      return Object.keys(values).map((cause) => ({ colour: Charts.CAUSES[cause] || "#777777", name: causeName(cause), text: number(values[cause][place]) }));
    }
    return shown.map((view) => {
      const values = chart.values[view.id], place = view.months.indexOf(month);
      const at = (column) => number(values[column][place]);
      return { colour: Charts.colour(view.colour, isDark()), name: view.name, text: place < 0 ? "–" : at("mean"), band: place < 0 ? "" : `${word("band")}: ${at("p05")} … ${at("p95")}` };
    });
  }

  const causeName = (cause) => content.causes[state.language][cause] ?? cause.replaceAll("_", " ");

  function chartViews(chart) {
    const shown = chart.only ? views.filter((view) => view.id === chart.only).map((view) => ({ ...view, name: nameOf(view) })) : shownViews();
    return shown.filter((view) => chart.values[view.id]);
  }

  // Areas and cohorts are of one run: where several are shown, each has its own chart.
  function figuresOf(chart) {
    if (chart.kind === "fan") return [chart];
    const held = shownViews().filter((view) => chart.values[view.id]);
    return held.length ? held.map((view) => ({ ...chart, only: view.id })) : [{ ...chart, only: state.view }];
  }

  function datesOf(chart) {
    const view = chartViews(chart)[0] || runs[0];
    return { months: view.months, dates: view.dates };
  }

  function monthText(chart, month) {
    if (chart.kind === "cohorts") return word("mob_number", { month });
    const { months, dates } = datesOf(chart);
    return `${dates[months.indexOf(month)] ?? ""} (${word("month_number", { month })})`;
  }

  function figureOf(chart, id) {
    const title = titleOf(chart), about = said(chart.measure);
    const one = chart.kind !== "fan" && chartViews(chart)[0];
    const box = make("div", { class: "chart", tabindex: 0, role: "slider", "aria-label": title, "aria-describedby": `${id}-definition` });
    const readout = make("div", { class: "readout" });
    const table = make("details", {}, make("summary", {}, word("table")));
    table.addEventListener("toggle", () => { if (table.open && table.children.length === 1) table.append(tableOf(chart)); });
    const figure = make("figure", { id, "data-measure": chart.measure, "data-bucket": chart.bucket },
      make("h3", {}, one ? `${title}: ${one.name}` : title), box, readout,
      make("figcaption", {}, make("span", { id: `${id}-definition`, lang: about.foreign ? "en" : null }, `${about.definition}${about.foreign ? ` ${word("English only")}` : ""}`), table));
    figure.chart = { chart, box, readout };
    return figure;
  }

  function tableOf(chart) {
    const { months } = chart.kind === "cohorts" ? { months: monthsOfCohorts(chart) } : datesOf(chart);
    const head = entries(chart, months[0]);
    const bands = chart.kind === "fan";
    const row = (month) => make("tr", {}, make("th", { scope: "row" }, monthText(chart, month)),
      ...entries(chart, month).flatMap((entry) => [make("td", {}, entry.text), bands ? make("td", {}, entry.band.split(": ")[1] ?? "") : null]));
    return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": titleOf(chart) }, make("table", {},
      make("thead", {}, make("tr", {}, make("th", {}, word("month")), ...head.flatMap((entry) => [make("th", { scope: "col" }, entry.name), bands ? make("th", { scope: "col" }, word("band")) : null]))),
      make("tbody", {}, ...months.map(row))));
  }

  function monthsOfCohorts(chart) {
    const values = Object.values(chart.values[chartViews(chart)[0]?.id] || {});
    return Array.from({ length: Math.max(0, ...values.map((list) => list.length)) }, (_, i) => i);
  }

  async function drawChart(figure) {
    const { chart, box, readout } = figure.chart;
    const shown = chartViews(chart);
    if (!shown.length) {
      box.replaceWith(make("p", { class: "note" }, word("none")));
      readout.remove();
      return;
    }
    const options = { width: Math.max(220, box.clientWidth), height: 190, dark: isDark(), difference: isDifference(), shown, ...datesOf(chart), xTitle: chart.kind === "cohorts" ? word("mob") : null };
    const drawn = await Charts.draw(box, chart, options);
    state.drawn.push(drawn);
    const months = drawn.months, last = months[months.length - 1];
    let now = null;
    const show = (month) => {
      now = Math.min(last, Math.max(months[0], Math.round(month)));
      drawn.show(now);
      const list = entries(chart, now);
      readout.replaceChildren(make("strong", {}, monthText(chart, now)), ...list.map((entry) =>
        make("div", {}, make("span", { class: "key", style: `background:${entry.colour}` }), `${entry.name}: ${entry.text}${entry.band ? ` (${entry.band})` : ""}`)));
      box.setAttribute("aria-valuenow", now);
      box.setAttribute("aria-valuetext", [monthText(chart, now), ...list.map((entry) => `${entry.name} ${entry.text} ${entry.band ?? ""}`)].join("; "));
    };
    box.setAttribute("aria-valuemin", months[0]);
    box.setAttribute("aria-valuemax", last);
    box.onpointermove = box.onpointerdown = (event) => show(drawn.at(event));
    box.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 12, PageDown: -12 }[event.key];
      const to = step !== undefined ? now + step : { Home: months[0], End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show(to);
    };
    show(chart.kind === "cohorts" ? Math.min(12, last) : peakOf(chart, shown, months));
  }

  // Charts open at the month in which what they show last is largest: that is what people look for.
  function peakOf(chart, shown, months) {
    const view = shown[shown.length - 1], values = chart.values[view.id];
    const series = chart.kind === "areas" ? view.months.map((_, i) => Object.values(values).reduce((sum, list) => sum + Math.abs(list[i] ?? 0), 0)) : values.mean;
    let best = 0;
    series.forEach((value, i) => { if (value !== null && (series[best] === null || Math.abs(value) > Math.abs(series[best]))) best = i; });
    return view.months[best] ?? months[0];
  }

  // ---- roll rates ---------------------------------------------------------------------------------------------

  function heat(view) {
    const rolls = content.rolls[view.id];
    const place = view.months.indexOf(state.month);
    const month = rolls.months[place];
    const share = (value) => (value === null ? "–" : value === 0 ? "0" : value < 0.0005 ? "<0.1%" : `${(100 * value).toFixed(1)}%`);
    const cell = (value) => {
      const depth = value === null ? 0 : Math.sqrt(value);
      const strong = depth > 0.62;
      const ink = isDark() ? (strong ? "#101214" : "#ececec") : strong ? "#ffffff" : "#1d1d1f";
      return make("td", { style: `background: rgba(var(--heat), ${(0.95 * depth).toFixed(3)}); color: ${ink}` }, share(value));
    };
    return make("figure", {}, make("h3", {}, view.name), make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `${content.titles[state.language].rolls}: ${view.name}` },
      make("table", { class: "heat" },
        make("thead", {}, make("tr", {}, make("td", {}), ...rolls.columns.map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...rolls.rows.map((name, i) => make("tr", {}, make("th", { scope: "row" }, name), ...month[i].map(cell)))))));
  }

  function rollSection() {
    const held = (isDifference() ? [runs[0], runs[Number(state.view.replace(/\D/g, ""))]] : shownViews()).filter((view) => content.rolls[view.id]);
    if (!held.length) return [];
    const months = held[0].months.slice(1), last = months[months.length - 1];
    state.month = Math.min(last, Math.max(1, state.month ?? Math.round(last / 2)));
    const heats = make("div", { class: "heats", id: "heats" }), label = make("output", { for: "roll-month" });
    const slider = make("input", { type: "range", id: "roll-month", min: months[0], max: last, value: state.month });
    const show = (month) => {
      state.month = Math.min(last, Math.max(months[0], Number(month)));
      slider.value = state.month;
      const text = `${held[0].dates[held[0].months.indexOf(state.month)]} (${word("month_number", { month: state.month })})`;
      slider.setAttribute("aria-valuetext", text);
      label.textContent = text;
      heats.replaceChildren(...held.map(heat));
    };
    slider.addEventListener("input", () => show(slider.value));
    const button = (text, step) => make("button", { type: "button", "aria-label": word(text), on: { click: () => show(state.month + step) } }, step < 0 ? "◀" : "▶");
    show(state.month);
    return [make("p", { class: "note" }, word("rolls_read")),
      make("div", { class: "steps" }, make("label", { for: "roll-month" }, word("roll_month")), button("earlier", -1), slider, button("later", 1), label), heats];
  }

  // ---- sections -----------------------------------------------------------------------------------------------

  function section(id, title, ...children) {
    return make("section", { id, "aria-labelledby": `${id}-title` }, make("h2", { id: `${id}-title` }, title), ...children);
  }

  function textTable(head, rows) {
    return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": head.join(", ") }, make("table", { class: "text" },
      make("thead", {}, make("tr", {}, ...head.map((text) => make("th", { scope: "col" }, text)))),
      make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map((text) => make("td", {}, text)))))));
  }

  function headlineSection() {
    return section("headline", word("headline"), make("ul", { class: "headline" }, ...content.headline[state.language].map((text) => make("li", {}, text))),
      content.notes.length ? make("div", {}, make("h3", {}, word("notes")), make("ul", { lang: "en" }, ...content.notes.map((text) => make("li", {}, text)))) : null);
  }

  function chartSection(part) {
    const title = content.titles[state.language][part.id] ?? part.id.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());
    const read = { causes: "areas_read", vintages: "cohorts_read" }[part.id] ?? "how_to_read";
    const extra = part.id === "rolls" ? rollSection() : [];
    const explained = read !== "how_to_read" || part === content.sections[0]; // once on the page
    return section(part.id, title, ...extra, explained ? make("p", { class: "note" }, word(read)) : null, make("div", { class: "grid" }, ...part.charts.flatMap(figuresOf).map((chart, i) => figureOf(chart, `${part.id}-${i}`))));
  }

  function endSections() {
    const found = [];
    if (content.overlays.length) found.push(section("overlays", word("overlays"), make("p", { class: "note" }, word("overlays_read")), textTable(word("overlay_columns").split("|"), content.overlays)));
    if (content.runs.length > 1) {
      const rows = content.differs.map((row) => [row.run, row.key, row.base, row.other]);
      found.push(section("differs", word("differs"), rows.length ? textTable([word("show"), word("key"), runs[0].name, "→"], rows) : make("p", {}, word("nothing_differs"))));
    }
    for (const run of content.runs.filter((one) => one.tape.length)) found.push(section("tape", word("tape"), make("h3", {}, run.name), textTable([word("field"), word("got"), word("how")], run.tape)));
    found.push(section("limits", word("limits"), make("p", {}, word("limits_text"))));
    found.push(section("runs", word("manifest"), ...content.runs.map((run) => make("div", { lang: "en" }, make("h3", {}, run.name), make("p", {}, run.facts), make("p", {}, run.description),
      make("details", {}, make("summary", {}, word("scenario")), make("pre", { tabindex: 0 }, run.scenario)), make("details", {}, make("summary", {}, word("manifest")), make("pre", { tabindex: 0 }, run.manifest))))));
    return found;
  }

  // ---- the whole ----------------------------------------------------------------------------------------------

  function controls() {
    const choices = [...(runs.length > 1 ? [{ id: "all", name: word("all") }] : []), ...views.map((view) => ({ id: view.id, name: nameOf(view) }))];
    const fieldset = $("views");
    fieldset.hidden = choices.length < 2;
    fieldset.replaceChildren(make("legend", {}, word("show")), ...choices.map((choice) => make("label", {},
      make("input", { type: "radio", name: "view", value: choice.id, checked: choice.id === state.view, on: { change: () => { state.view = choice.id; render(); } } }), choice.name)));
    $("contents").querySelector("summary").textContent = word("contents");
    $("contents").open = false;
  }

  async function render() {
    const focused = document.activeElement?.value, place = window.scrollY;
    state.drawn.splice(0).forEach((drawn) => drawn.end());
    document.documentElement.lang = state.language === "zh" ? "zh-Hans" : "en";
    $("kicker").textContent = word("title");
    $("skip").textContent = word("skip");
    $("language").textContent = word("language");
    $("theme").textContent = word("theme");
    $("print").textContent = word("print");
    $("footer").textContent = word("made");
    controls();
    const parts = content.sections.map(chartSection);
    $("main").replaceChildren(headlineSection(), ...parts, ...endSections());
    $("contents").querySelector("ul").replaceChildren(...[...$("main").children].map((one) => make("li", {}, make("a", { href: `#${one.id}`, on: { click: () => { $("contents").open = false; } } }, one.querySelector("h2").textContent))));
    if (focused) document.querySelector(`input[name="view"][value="${focused}"]`)?.focus({ preventScroll: true });
    document.body.dataset.ready = "no";
    await Promise.all([...document.querySelectorAll("figure")].filter((figure) => figure.chart).map(drawChart));
    window.scrollTo({ top: place, behavior: "instant" });
    document.body.dataset.ready = "yes";
  }

  const preferred = window.matchMedia("(prefers-color-scheme: dark)");
  const setTheme = (dark) => { document.documentElement.dataset.theme = dark ? "dark" : "light"; };
  setTheme(preferred.matches);
  preferred.addEventListener("change", (event) => { setTheme(event.matches); render(); });
  $("language").addEventListener("click", () => { state.language = state.language === "en" ? "zh" : "en"; render(); });
  $("theme").addEventListener("click", () => { setTheme(!isDark()); render(); });
  $("print").addEventListener("click", () => window.print());
  let before = null;
  window.addEventListener("beforeprint", () => { before = isDark(); if (before) { setTheme(false); render(); } });
  window.addEventListener("afterprint", () => { if (before) { setTheme(true); render(); } });
  let width = window.innerWidth, waiting = null;
  window.addEventListener("resize", () => {
    if (window.innerWidth === width) return; // a phone's address bar comes and goes
    width = window.innerWidth;
    clearTimeout(waiting);
    waiting = setTimeout(render, 150);
  });
  render();
})();
