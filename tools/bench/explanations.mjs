// What is known to hold a figure back, for the output to say when it is missed.

const busy =
  "On a busy machine the contenders do not meet the same load: see the load average beside the figure, and run it again when it is below 1 at the start.";

/** By the name that a row gives with its figure. */
export const explanations = {
  noOp: `Most of it is in the program, not in the provider: a FunctionCode has 18 properties more than the do-nothing resource, and the SDK makes eight promises for each (transferProperties); a do-nothing resource with as many properties stands beside it. ${busy}`,
  promoted: `Loading the AWS SDK, about 0.3 s once, and one request each, one after the other. ${busy}`,
  change: `A first look comes 0.3 s after an update and then each 0.47 s, where the script looks each 0.1 s; with few at once that adds up. ${busy}`,
  quota: `The CPU work of Pulumi's host and engine stands beside the waiting, where the least time adds what the do-nothing program takes. ${busy}`,
  quotaThrottled: "The first 429 tells that the quota is enforced; what is on its way by then may be refused as well.",
  bigZip: "The SDK holds a package, its base64 text and the request's body at once: about 3.7 times the zip.",
  bigZipReads:
    "The bytes are not kept between check and update: as long as others hold them they are shared, else read again.",
  folderTime: `Node starts and compiles the deflater first. ${busy}`,
  folderMemory: "A file is read in pieces, compressed by several threads, and only its compressed pieces are held.",
  folderAgain: "Every file is looked at (lstat), which is all that is left the second time.",
  growth: `Pulumi writes the whole state at each step, so a step costs the more, the more resources there are; the do-nothing program shows the same. ${busy}`,
};
