/** A zip with one file, `doctor.txt`, for a request that is tried and deploys nothing. */
export const tinyZip = Buffer.from(
  "UEsDBBQAAAAAAAAAIQAXz8SbDwAAAA8AAAAKAAAAZG9jdG9yLnR4dG5ldmVyIGRlcGxveWVkClBLAQIUABQAAAAAAAAAIQAXz8SbDwAAAA8AAAAKAAAAAAAAAAAAAAAAAAAAAABkb2N0b3IudHh0UEsFBgAAAAABAAEAOAAAADcAAAAAAA==",
  "base64",
);
