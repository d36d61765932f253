/**
 * Answers a request. It is told of whom it is by its path alone, for a web server with the certificate stands in front.
 *
 * @param client - The address that it came from.
 */
export type ServiceHandler = (request: Request, client: string) => Promise<Response>
