// How fast a cluster's time can go, as multiples of the wall clock's.
export const SPEEDS: readonly number[] = [0.25, 0.5, 1, 2, 5, 10, 20];
