import { execFileSync } from "node:child_process";

export interface PythonEntry {
  name: string;
  mode: number;
  date: number[];
  extraBytes: number;
  createSystem: number;
  sha256: string;
}

/** What Python's zipfile and hashlib, which share no code with us, find in a zip; it fails on a damaged one. */
export function readByPython(zipPath: string): { codeSha256: string; entries: PythonEntry[] } {
  const script = `
import base64, hashlib, json, sys, zipfile
path = sys.argv[1]
z = zipfile.ZipFile(path)
assert z.testzip() is None
print(json.dumps({
  "codeSha256": base64.b64encode(hashlib.sha256(open(path, "rb").read()).digest()).decode(),
  "entries": [{"name": i.filename, "mode": i.external_attr >> 16, "date": i.date_time, "extraBytes": len(i.extra),
               "createSystem": i.create_system, "sha256": hashlib.sha256(z.read(i)).hexdigest()} for i in z.infolist()]}))`;
  return JSON.parse(execFileSync("python3", ["-c", script, zipPath], { encoding: "utf8" })) as ReturnType<
    typeof readByPython
  >;
}
