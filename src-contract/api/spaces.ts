export const spaceRequests = {}
