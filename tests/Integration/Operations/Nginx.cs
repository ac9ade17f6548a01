using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Messaging.Integration.Support;
using Xunit;

namespace Messaging.Integration.Operations;

/// <summary>
/// nginx with <c>deploy/nginx.conf</c> in front of an app, on ports of its own and with a certificate made
/// here. Where nginx is not installed the test is skipped, except with <c>CI=true</c>: there it fails.
/// </summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly string[] TemporaryFiles = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("messaging-nginx-");
    private readonly int _plainPort = FreePort();
    private readonly int _port = FreePort();
    private readonly X509Certificate2 _certificate;
    private Process? _process;

    private Nginx()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        _certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(60));
        File.WriteAllText(CertificatePath, _certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_home.FullName, "key.pem"), key.ExportPkcs8PrivateKeyPem());
    }

    public Uri Address => new($"https://localhost:{_port}");

    public Uri PlainAddress => new($"http://localhost:{_plainPort}");

    /// <summary>The certificate, which is its own authority.</summary>
    public string CertificatePath => Path.Combine(_home.FullName, "certificate.pem");

    public static async Task<Nginx> StartAsync(Uri app)
    {
        var program = Find();
        if (program is null)
        {
            const string Reason = "nginx is not installed; what is behind a reverse proxy cannot be tested";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Reason);
            Assert.Skip(Reason);
        }

        var nginx = new Nginx();
        nginx.WriteConfiguration(app);
        nginx._process = Process.Start(new ProcessStartInfo(program, ["-c", Path.Combine(nginx._home.FullName, "nginx.conf"), "-p", nginx._home.FullName])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var errors = nginx._process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("nginx answers", async () =>
        {
            Assert.False(nginx._process.HasExited, nginx._process.HasExited ? await errors : "");
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, nginx._port, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return nginx;
    }

    /// <summary>A caller from another address of this machine, so that nginx sees it as another host.</summary>
    public HttpClient CallerFrom(string address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, found, _, _) => found?.GetCertHashString() == _certificate.GetCertHashString(),
        },
        ConnectCallback = async (context, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _certificate.Dispose();
        _home.Delete(recursive: true);
    }

    private void WriteConfiguration(Uri app)
    {
        var server = File.ReadAllText(Path.GetFullPath(Path.Combine(Node.Folder, "..", "..", "..", "deploy", "nginx.conf")));
        foreach (var (from, to) in new[]
        {
            ("listen 80;", $"listen 127.0.0.1:{_plainPort};"),
            ("listen 443 ssl http2;", $"listen 127.0.0.1:{_port} ssl http2;"),
            ("server 127.0.0.1:5080;", $"server {app.Authority};"),
            ("/etc/ssl/messaging/fullchain.pem", CertificatePath),
            ("/etc/ssl/messaging/privkey.pem", Path.Combine(_home.FullName, "key.pem")),
            ("chat.example.com", "localhost"),
        })
        {
            Assert.Contains(from, server, StringComparison.Ordinal);
            server = server.Replace(from, to, StringComparison.Ordinal);
        }

        var temporary = string.Concat(TemporaryFiles.Select(kind => $"{kind}_temp_path {_home.FullName}/{kind};\n"));
        File.WriteAllText(Path.Combine(_home.FullName, "server.conf"), server);
        File.WriteAllText(Path.Combine(_home.FullName, "nginx.conf"), $$"""
            daemon off;
            worker_processes 1;
            pid {{_home.FullName}}/pid;
            error_log stderr;
            events { }
            http {
                access_log off;
                {{temporary}}
                include {{_home.FullName}}/server.conf;
            }
            """);
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
        .Select(folder => Path.Combine(folder, "nginx")).FirstOrDefault(File.Exists);

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
