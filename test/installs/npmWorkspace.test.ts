import { describeInstalls } from "../support/installs/describeInstalls.js";

describeInstalls("an npm workspace");
