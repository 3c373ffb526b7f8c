/**
 * Where the time comes from.
 *
 * @module
 */

/** Gives the present moment, to the millisecond. */
export type Clock = () => Date;

/** The system's clock. */
export const systemClock: Clock = (): Date => new Date();
