import { describeInstalls } from "../support/installs/describeInstalls.js";

describeInstalls("pnpm");
