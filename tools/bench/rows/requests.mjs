// How often Lambda is asked, and how soon we know that it is done: by the server's journal, in time that is driven.
import { StrictBed } from "../../../build/test/support/strictBed.js";

const longestSeconds = 600;

export const requests = {
  name: "requests",
  title: "Requests and looks of one deploy",
  async run({ pick, say, figure, chart }) {
    const bed = await StrictBed.start();
    try {
      const atOnce = await deployThatTakes(bed, 0);
      const what = "requests for one changed and published function";
      figure({ what: `${what}, done at the first look`, against: "", value: atOnce.total, unit: "", limit: 5 });
      figure({ what: `${what}: writes among them`, against: "", value: atOnce.writes, unit: "", limit: 1 });
      const soon = await deployThatTakes(bed, 0.2);
      const more = soon.total - atOnce.total;
      figure({ what: `${what}, done at the second look: more`, against: "", value: more, unit: "", limit: 1 });
      const long = await deployThatTakes(bed, 25);
      figure({ what: `${what}, an update of 25 s`, against: "", value: long.total, unit: "", limit: 20 });

      const points = [];
      const wholeSeconds = pick(longestSeconds, 25);
      const { looks } = await deployThatTakes(bed, wholeSeconds);
      say(`${looks.length} looks in ${wholeSeconds} s; now updates that are done just after a look`);
      for (const seconds of justAfter(looks))
        points.push({ seconds, delaySeconds: (await deployThatTakes(bed, seconds)).delaySeconds });
      const [short, later] = [
        points.filter(({ seconds }) => seconds <= 2),
        points.filter(({ seconds }) => seconds > 2),
      ];
      const worst = (list, of) => Math.max(...list.map(of));
      const delay = "from «Lambda is done» to «we know», driven";
      const absolute = worst(short, ({ delaySeconds }) => delaySeconds);
      figure({ what: `${delay}, up to 2 s: longest`, against: "", value: absolute, unit: "s", limit: 0.5 });
      const share = 100 * worst(later, ({ seconds, delaySeconds }) => delaySeconds / seconds);
      figure({
        what: `${delay}, 2 to ${wholeSeconds} s: longest`,
        against: "duration",
        value: share,
        unit: "%",
        limit: 25,
      });
      chart({
        title: "From «Lambda is done» to «we know»",
        x: "duration of the update, s",
        y: "delay, s",
        isLogarithmic: true,
        lines: [
          { name: "delay", points: points.map(({ seconds, delaySeconds }) => [seconds, delaySeconds]) },
          { name: "to be reached", points: points.map(({ seconds }) => [seconds, seconds <= 2 ? 0.5 : seconds / 4]) },
        ],
      });
    } finally {
      await bed.stop();
    }
  },
};

let deploys = 0;

/** Deploys other code with `publish`, by an update that takes so long; answers the requests and the delay. */
async function deployThatTakes(bed, seconds) {
  const { settings, journal } = bed.lambda;
  Object.assign(settings, { inProgressReads: 0, publishedUpdatePendingReads: 0, inProgressMs: seconds * 1000 });
  const stack = bed.newStack({ publish: true, timeoutSeconds: 2 * longestSeconds });
  deploys += 1;
  journal.clear();
  await stack.up({ code: bed.code(`round ${deploys}`).path });
  const all = journal.requests();
  const update = all.find(({ operation }) => operation === "UpdateFunctionCode");
  const doneAtMs = update.atMs + seconds * 1000;
  const known = all.find(({ operation, atMs }, index) => {
    return index > all.indexOf(update) && operation === "GetFunction" && atMs >= doneAtMs;
  });
  const looks = all.slice(all.indexOf(update) + 1).map(({ atMs }) => (atMs - update.atMs) / 1000);
  const delaySeconds = (known.atMs - doneAtMs) / 1000;
  return { total: all.length, writes: journal.writes().length, looks: looks.slice(0, -2), delaySeconds };
}

/** The durations that are known latest: a moment longer than a look came after, each a little longer than the one before. */
function justAfter(looks) {
  const kept = [];
  for (const seconds of looks) if (seconds > 1.04 * (kept.at(-1) ?? 0)) kept.push(seconds + 0.001);
  return kept;
}
