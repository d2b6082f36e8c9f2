/** A column of the table, and how wide it is drawn. */
export interface DrawnColumn {
  index: number;
  wide: number;
}

const gapWidth = 2;
const smallestName = 8;
const smallestCell = 14;

/**
 * The widths of the columns, the first of which is the rows' names: as wide as they want where there is room; else the widest
 * give way. Where even narrow ones have no room side by side, the stacks go in blocks below each other, each with the names.
 */
export function layOut(natural: number[], room: number): DrawnColumn[][] {
  const [name = 0, ...cells] = natural;
  const perBlock = blockSize(Math.min(name, smallestName), cells, room);
  const blocks = Math.ceil(cells.length / perBlock);
  // Of equal size, so that none is left with one.
  const size = Math.ceil(cells.length / blocks);
  return Array.from({ length: blocks }, (_, block) => {
    const indexes = [0, ...cells.map((_, index) => index + 1).slice(block * size, (block + 1) * size)];
    const widths = shrink(
      indexes.map((index) => natural[index] ?? 0),
      room,
    );
    return indexes.map((index, at) => ({ index, wide: widths[at] ?? 0 }));
  });
}

function blockSize(name: number, cells: number[], room: number): number {
  let used = name;
  for (const [count, natural] of cells.entries()) {
    used += gapWidth + Math.min(natural, smallestCell);
    if (used > room) {
      return Math.max(1, count);
    }
  }
  return Math.max(1, cells.length);
}

/** Takes from the widest, one by one, until all have room. */
function shrink(natural: number[], room: number): number[] {
  const widths = [...natural];
  const gaps = gapWidth * (widths.length - 1);
  let excess = room === Infinity ? 0 : widths.reduce((sum, wide) => sum + wide, gaps) - room;
  while (excess > 0 && Math.max(...widths) > 1) {
    const widest = Math.max(...widths);
    widths[widths.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return widths;
}
