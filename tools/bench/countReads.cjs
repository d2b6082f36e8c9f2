// A preload: writes down how many bytes each read of the file COUNT_READS_OF gives, a line each, into COUNT_READS.
const fs = require("node:fs");

const { COUNT_READS: log, COUNT_READS_OF: counted } = process.env;
const { openSync, readSync, closeSync, appendFileSync } = fs;
const open = new Set();

fs.openSync = (file, ...more) => {
  const fd = openSync(file, ...more);
  if (file === counted) open.add(fd);
  return fd;
};
fs.readSync = (fd, ...more) => {
  const bytes = readSync(fd, ...more);
  if (open.has(fd)) appendFileSync(log, `${bytes}\n`);
  return bytes;
};
fs.closeSync = (fd) => {
  open.delete(fd);
  closeSync(fd);
};
