import { getAccountSettings } from "./accountSettings.js";
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from "./aliases.js";
import { createFunction, deleteFunction } from "./functions.js";
import { invoke } from "./invoke.js";
import {
  deleteProvisionedConcurrencyConfig,
  getProvisionedConcurrencyConfig,
  listProvisionedConcurrencyConfigs,
  putProvisionedConcurrencyConfig,
} from "./provisionedConcurrency.js";
import { getFunction, getFunctionConfiguration, listVersionsByFunction } from "./reads.js";
import { updateFunctionCode, updateFunctionConfiguration } from "./updates.js";
import {
  getFunctionEventInvokeConfig,
  getPolicy,
  listDurableExecutionsByFunction,
  listEventSourceMappings,
  listFunctionEventInvokeConfigs,
} from "./versionUses.js";
import { publishVersion } from "./versions.js";
import type { Operation } from "../world.js";

/** The operations that the server knows, by the API's names. */
export const operations: Readonly<Record<string, Operation>> = {
  CreateAlias: createAlias,
  CreateFunction: createFunction,
  DeleteAlias: deleteAlias,
  DeleteFunction: deleteFunction,
  DeleteProvisionedConcurrencyConfig: deleteProvisionedConcurrencyConfig,
  GetAccountSettings: getAccountSettings,
  GetAlias: getAlias,
  GetFunction: getFunction,
  GetFunctionConfiguration: getFunctionConfiguration,
  GetFunctionEventInvokeConfig: getFunctionEventInvokeConfig,
  GetPolicy: getPolicy,
  GetProvisionedConcurrencyConfig: getProvisionedConcurrencyConfig,
  Invoke: invoke,
  ListAliases: listAliases,
  ListDurableExecutionsByFunction: listDurableExecutionsByFunction,
  ListEventSourceMappings: listEventSourceMappings,
  ListFunctionEventInvokeConfigs: listFunctionEventInvokeConfigs,
  ListProvisionedConcurrencyConfigs: listProvisionedConcurrencyConfigs,
  ListVersionsByFunction: listVersionsByFunction,
  PublishVersion: publishVersion,
  PutProvisionedConcurrencyConfig: putProvisionedConcurrencyConfig,
  UpdateAlias: updateAlias,
  UpdateFunctionCode: updateFunctionCode,
  UpdateFunctionConfiguration: updateFunctionConfiguration,
};
