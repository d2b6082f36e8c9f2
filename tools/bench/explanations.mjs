// What is known to hold a figure back, for the output to say when it is missed.

const busy =
  "On a busy machine the contenders do not meet the same load: see the load average beside the figure, and run it again when it is below 1 at the start.";

/** By the name that a row gives with its figure. */
export const explanations = {
  noOp: `A FunctionCode has 3 KB more state than the do-nothing resource, which engine, program and provider hand to each other several times; the row growth shows a do-nothing program with as much. Our own part is 0.3 ms of check for a zip, 0.25 ms for the provider to load, and a look at each file of a folder. ${busy}`,
  pluginNoOp: `The engine waits for a plugin's start (a Node.js process, 0.4 s) where the host of dynamic providers starts beside the program; TypeScript programs register each output by itself. ${busy}`,
  promoted: `One request each, one after the other, for Pulumi checks one resource at a time; the SDK takes 1.5 ms of the processor for each, and what the no-op row shows comes on top. ${busy}`,
  change: `Pulumi writes the whole state twice for each resource, and a FunctionCode has more state than the do-nothing resource: see the do-nothing program with as much state, beside the figure. ${busy}`,
  quota: `The CPU work of Pulumi's host and engine stands beside the waiting, where the least time adds what the do-nothing program takes. ${busy}`,
  quotaThrottled: "The first 429 tells that the quota is enforced; what is on its way by then may be refused as well.",
  stub: "Of the dynamic face Pulumi keeps the provider's text in the inputs and in the outputs. What is left is as by the plugin, where Pulumi's own entries (URNs, dependencies of each property, the program's stack) are more than half.",
  bigZip: "The SDK holds a package, its base64 text and the request's body at once: about 3.7 times the zip.",
  bigZipReads: "What check reads is kept for the update up to 64 MiB.",
  folderTime: `Node starts and compiles the deflater first. ${busy}`,
  folderMemory: "A file is read in pieces, compressed by several threads, and only its compressed pieces are held.",
  folderAgain: "Every file is looked at (lstat), which is all that is left the second time.",
  growthOfPackages: `Sending is the work of the processor, base64 first of all; with no bound on the packages under way it takes as long. ${busy}`,
  growth: `Pulumi writes the whole state at each step, which the do-nothing program with as much state does as well; what remains is the difference of two large times. ${busy}`,
};
