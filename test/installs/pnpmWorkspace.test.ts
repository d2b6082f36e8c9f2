import { describeInstalls } from "../support/installs/describeInstalls.js";

describeInstalls("a pnpm workspace");
