/** The account of the function, whose credentials the machine has. */
export const ownAccount = "111111111111";

export const otherAccount = "222222222222";
