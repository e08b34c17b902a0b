declare const brand: unique symbol;

/** A `Base` that only code which names the brand can make: keeps ids of different kinds from being mixed up. */
export type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };
