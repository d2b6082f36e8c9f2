/** How every command ends, for scripts. */
export const exitCodes = {
  /** All is as it was asked to be. */
  fine: 0,
  /** It was found out, and is not as it was asked to be. */
  failed: 1,
  /** Bad input, or something could not be found out. */
  unknown: 2,
} as const;
