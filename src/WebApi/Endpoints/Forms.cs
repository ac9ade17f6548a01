namespace Messaging.WebApi.Endpoints;

/// <summary>Reads forms.</summary>
internal static class Forms
{
    /// <exception cref="BadHttpRequestException">400: the form is cut off or not well formed.</exception>
    public static async Task<IFormCollection> ReadWellFormedAsync(this HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or (IOException and not BadHttpRequestException) or ArgumentException or InvalidOperationException)
        {
            throw new BadHttpRequestException("The form is not well formed.", exception);
        }
    }
}
