// What a page does on its own, without asking the network: sort and filter tables, show what lies behind a number.
"use strict";
{
  const words = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
  const made = (name, text, attributes = {}) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  const filled = (text, values) => text.replace(/{(\w+)}/g, (_, name) => values[name]);
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\u0111/gi, "d").toLowerCase();

  // Tables: a click on a head sorts, a word above filters.
  const fold = (body) => {
    for (const row of body.querySelectorAll("tr.opened")) row.remove();
    for (const button of body.querySelectorAll("button[data-behind]")) button.setAttribute("aria-expanded", "false");
  };
  const keyOf = (row, place) => {
    const cell = row.cells[place];
    const text = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
    return text !== "" && !Number.isNaN(Number(text)) ? Number(text) : text;
  };
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b
      : typeof a === "number" ? -1 : typeof b === "number" ? 1 : a.localeCompare(b, document.documentElement.lang, { numeric: true });
  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    for (const [place, head] of heads.entries()) {
      if (head.dataset.sort === "no") continue;
      const button = made("button", head.textContent, { type: "button", class: "head" });
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const falling = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        const body = table.tBodies[0];
        fold(body);
        const rows = [...body.rows].map((row) => [keyOf(row, place), row]);
        rows.sort(([a], [b]) => (falling ? compare(b, a) : compare(a, b)));
        body.append(...rows.map(([, row]) => row));
      });
    }
  };
  const filterable = (table) => {
    const field = made("input", undefined, { type: "search", autocomplete: "off" });
    const label = made("label", `${words.filter} `, { class: "filter" });
    label.append(field);
    table.before(label);
    field.addEventListener("input", () => {
      const wanted = plain(field.value).split(/\s+/).filter(Boolean);
      fold(table.tBodies[0]);
      for (const row of table.tBodies[0].rows) {
        const text = plain(row.textContent);
        row.hidden = !wanted.every((word) => text.includes(word));
      }
    });
  };
  for (const table of document.querySelectorAll("table.sorts")) {
    sortable(table);
    if (table.tBodies[0].rows.length > 8) filterable(table);
  }

  // The map of returns: where it is wider than the window its newest periods are seen first.
  for (const map of document.querySelectorAll(".wide > .map")) map.parentElement.scrollLeft = map.scrollWidth;

  // Numbers: a click opens the arithmetic and the cells.
  const unpacked = async () => {
    const bytes = Uint8Array.from(atob(document.getElementById("behind").textContent), (sign) => sign.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  };
  let content;
  const table = (heads, rows) => {
    const found = made("table");
    const head = found.createTHead().insertRow();
    head.append(...heads.map((text) => made("th", text, { scope: "col" })));
    const body = found.createTBody();
    for (const row of rows) {
      const line = body.insertRow();
      line.append(...row.map((text, place) => made("td", text, place === 1 ? { class: "number" } : {})));
    }
    return found;
  };
  const part = (data, [compared, counts, name, asked]) => {
    const [indicator, period, figure, known, due] = data.totals[asked] ?? [asked, "", "—", 0, 0];
    const details = made("details");
    const within = period === compared ? "" : period;
    const title = [compared && `${compared}${counts ? ` (${counts})` : ""}`, name, indicator, within].filter(Boolean).join(" · ");
    details.append(made("summary", `${title}: ${figure ?? "—"} (${filled(words.known, { known, due })})`));
    details.addEventListener("toggle", () => {
      if (!details.open || details.querySelector("table")) return;
      const cells = (data.cells[asked] ?? []).map(([unit, value, place, cell]) => [unit, value ?? "—", place, cell]);
      const { unit, figure: value, place, cell } = words;
      details.append(cells.length ? table([unit, value, place, cell], cells) : made("p", words.none));
      if (data.more[asked]) details.append(made("p", filled(words.more, { count: data.more[asked] })));
    });
    return details;
  };
  const opened = async (button) => {
    const row = button.closest("tr");
    if (button.getAttribute("aria-expanded") === "true") {
      row.nextElementSibling?.classList.contains("opened") && row.nextElementSibling.remove();
      button.setAttribute("aria-expanded", "false");
      return;
    }
    button.setAttribute("aria-expanded", "true");
    content ??= unpacked();
    const data = await content;
    const { said, parts } = data.numbers[button.dataset.behind] ?? { said: words.none, parts: [] };
    const cell = made("td", undefined, { colspan: row.cells.length });
    if (said) cell.append(made("p", said));
    cell.append(...parts.map((each) => part(data, each)));
    if (!said && !parts.length) cell.append(made("p", words.none));
    const shown = made("tr", undefined, { class: "opened" });
    shown.append(cell);
    row.after(shown);
  };
  for (const button of document.querySelectorAll("button[data-behind]")) {
    button.addEventListener("click", () => opened(button));
  }
}
