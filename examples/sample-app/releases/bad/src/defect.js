// The bad release: its image starts, and never gets healthy.

export const defect = () => "unhealthy";
