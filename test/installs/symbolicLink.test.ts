import { describeInstalls } from "../support/installs/describeInstalls.js";

describeInstalls("a symbolic link");
