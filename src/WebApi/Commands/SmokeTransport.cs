using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Messaging.WebApi.Commands;

/// <summary>Checks a host before the first request: its certificate, and whether plain HTTP leads to TLS.</summary>
internal static class SmokeTransport
{
    private const int DaysWorthTelling = 14;

    /// <summary>Also fails on a certificate that browsers would not take, and names why.</summary>
    public static async Task<string> CertificateAsync(Uri address, CancellationToken cancellationToken)
    {
        var errors = SslPolicyErrors.None;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(address.IdnHost, address.Port, cancellationToken);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, _, _, found) =>
        {
            errors = found;
            return found == SslPolicyErrors.None;
        });
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.IdnHost }, cancellationToken);
        }
        catch (AuthenticationException) when (errors != SslPolicyErrors.None)
        {
            throw new SmokeException($"the certificate is not trusted ({errors})");
        }

        using var certificate = new X509Certificate2(tls.RemoteCertificate!);
        var days = (certificate.NotAfter.ToUniversalTime() - TimeProvider.System.GetUtcNow().UtcDateTime).Days;
        if (days < DaysWorthTelling) throw new SmokeException($"the certificate ends in {days} days");
        return $"{tls.SslProtocol}, the certificate is trusted and good for {days} days";
    }

    /// <summary>Plain HTTP on port 80 has to be closed or to redirect to the same host with TLS.</summary>
    public static async Task<string> RedirectAsync(Uri address, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var plain = new SmokeApi(new UriBuilder("http", address.Host, 80).Uri, patience);
        HttpResponseMessage answer;
        try
        {
            answer = await plain.GetAsync("/api/v1/config", cancellationToken);
        }
        catch (HttpRequestException)
        {
            return "port 80 is closed";
        }

        using (answer)
        {
            if (answer.Headers.Location is { Scheme: "https" } location && location.IdnHost == address.IdnHost)
                return $"leads to https ({(int)answer.StatusCode})";
            throw new SmokeException($"port 80 answered {(int)answer.StatusCode} instead of a redirect to https");
        }
    }

    /// <summary>The headers of every answer of the app. A missing one was dropped by a proxy.</summary>
    public static async Task<string> HeadersAsync(SmokeApi api, CancellationToken cancellationToken)
    {
        using var answer = await api.GetAsync("/api/v1/config", cancellationToken);
        var missing = new Dictionary<string, string>
        {
            ["X-Content-Type-Options"] = "nosniff",
            ["X-Frame-Options"] = "DENY",
            ["Content-Security-Policy"] = "frame-ancestors 'none'",
        }.Where(wanted => !answer.Headers.TryGetValues(wanted.Key, out var values) || !string.Join(',', values).Contains(wanted.Value, StringComparison.Ordinal));
        var names = string.Join(", ", missing.Select(wanted => wanted.Key));
        if (names.Length > 0) throw new SmokeException($"missing or changed: {names}");
        if (api.Address.Scheme != Uri.UriSchemeHttps) return "all there";
        return answer.Headers.Contains("Strict-Transport-Security") ? "all there, with HSTS" : throw new SmokeException("missing: Strict-Transport-Security");
    }
}
