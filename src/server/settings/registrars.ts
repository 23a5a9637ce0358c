import * as v from "valibot";

/**
 * The holders who may enrol others (registration authorities, as RFC 7030 has them): with their certificate, `simpleenroll`
 * issues whatever they request. Another Koshin whose certificates this service signs is one.
 */
export const Registrars = v.array(
  v.strictObject({
    /** The tenant of its certificate. */
    tenant: v.pipe(v.string(), v.minLength(1)),
    /** The holder of its certificate, such as `client1`. */
    name: v.pipe(v.string(), v.minLength(1)),
    /** The product of tenants that it may create by enrolling somebody of them; without it their tenants must exist. */
    createTenants: v.optional(v.string()),
  }),
);
export type Registrar = v.InferOutput<typeof Registrars>[number];
