import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from "./aliases.js";
import { createFunction, deleteFunction } from "./functions.js";
import { getFunction, getFunctionConfiguration, listVersionsByFunction } from "./reads.js";
import { updateFunctionCode, updateFunctionConfiguration } from "./updates.js";
import { publishVersion } from "./versions.js";
import type { Operation } from "../world.js";

/** The operations that the server knows, by the API's names. */
export const operations: Readonly<Record<string, Operation>> = {
  CreateAlias: createAlias,
  CreateFunction: createFunction,
  DeleteAlias: deleteAlias,
  DeleteFunction: deleteFunction,
  GetAlias: getAlias,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  ListAliases: listAliases,
  ListVersionsByFunction: listVersionsByFunction,
  PublishVersion: publishVersion,
  UpdateAlias: updateAlias,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
};
