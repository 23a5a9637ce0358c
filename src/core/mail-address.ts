/** A mail address, as it is accepted from people and certificates. */
export const mailAddressForm = /^[^\s@<>,;"\0-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,253}$/;
