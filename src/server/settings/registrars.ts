import * as v from "valibot";

/**
 * The holders who may enrol others (registration authorities in RFC 7030): with their certificate, `simpleenroll`
 * issues whatever they request. For example, another Koshin whose certificates this service signs.
 */
export const Registrars = v.array(
  v.strictObject({
    /** The tenant of its certificate. */
    tenant: v.pipe(v.string(), v.minLength(1)),
    /** The holder of its certificate, such as `client1`. */
    name: v.pipe(v.string(), v.minLength(1)),
    /**
     * The product of tenants that are created when it enrols their first holder; without it, their tenants must exist.
     */
    createTenants: v.optional(v.string()),
  }),
);
export type Registrar = v.InferOutput<typeof Registrars>[number];
