import type { Access } from "../access/access.js";
import type { Clock, Deadline } from "../ground/clock.js";
import type { CloudWatchApi, CloudWatchSettings } from "./cloudWatch/cloudWatchApi.js";
import type { EcrApi } from "./ecr/ecrApi.js";
import type { S3Api } from "./s3/s3Api.js";

/** S3 for one function; its SDK is loaded here and not before, for most programs need it not. */
export async function openS3(access: Access, clock: Clock, functionName: string, deadline: Deadline): Promise<S3Api> {
  const [{ S3Api }, { s3Client }] = await Promise.all([import("./s3/s3Api.js"), import("./s3/s3Client.js")]);
  return new S3Api(s3Client(access), clock, functionName, deadline);
}

/** ECR for one function in the registry's Region; its SDK is loaded here and not before. */
export async function openEcr(
  access: Access,
  registryRegion: string,
  clock: Clock,
  functionName: string,
  deadline: Deadline,
): Promise<EcrApi> {
  const [{ EcrApi }, { ecrClient }] = await Promise.all([import("./ecr/ecrApi.js"), import("./ecr/ecrClient.js")]);
  return new EcrApi(ecrClient(access, registryRegion), clock, functionName, deadline);
}

/** CloudWatch for releases; its SDK is loaded here and not before. */
export async function openCloudWatch(access: Access, settings: CloudWatchSettings): Promise<CloudWatchApi> {
  const [{ CloudWatchApi }, { cloudWatchClient }] = await Promise.all([
    import("./cloudWatch/cloudWatchApi.js"),
    import("./cloudWatch/cloudWatchClient.js"),
  ]);
  return new CloudWatchApi(cloudWatchClient(access), settings);
}

/** The hosts of Lambda and STS where they are not AWS's: the program, the environment or the profile says where. */
export async function foreignHosts(access: Access): Promise<{ lambda?: string; sts?: string }> {
  const [{ settingsOf }, { isAwsEndpoint }] = await Promise.all([
    import("./clients/settings.js"),
    import("./clients/awsHost.js"),
  ]);
  const { lambda, sts } = (await settingsOf(access)).endpoints;
  const hostOf = (url: string | undefined) => (url === undefined || isAwsEndpoint(url) ? undefined : new URL(url).host);
  return { lambda: hostOf(lambda), sts: hostOf(sts) };
}

/** Whether this Lambda is somebody else's than AWS's, an emulator: the program, the environment or the profile says where. */
export async function hasOwnLambda(access: Access): Promise<boolean> {
  const { settingsOf } = await import("./clients/settings.js");
  return (await settingsOf(access)).endpoints.lambda !== undefined;
}
