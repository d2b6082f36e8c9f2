/** Sorts the rows by the column whose name is pressed: names by the alphabet, stacks by what is worst. Once more turns it round. */
export const script = `
const table = document.querySelector("table");
const heads = [...table.querySelectorAll("thead th")];
const body = table.querySelector("tbody");
const rows = [...body.rows];
const original = new Map(rows.map((row, index) => [row, index]));
heads.forEach((head, column) => {
  head.querySelector("button").addEventListener("click", () => {
    const direction = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
    const compare = (one, other) =>
      column === 0 ? 0 : Number(one.cells[column].dataset.rank) - Number(other.cells[column].dataset.rank);
    const byName = (one, other) => original.get(one) - original.get(other);
    rows.sort((one, other) => direction * (compare(one, other) || (column === 0 ? byName(one, other) : 0)) || byName(one, other));
    body.append(...rows);
    heads.forEach((each) => each.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
  });
});
`;
