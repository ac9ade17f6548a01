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
/// nginx with <c>deploy/nginx.conf</c> in front of an app, and with <c>deploy/nginx-push.conf</c> in front of
/// a broker of its own, on ports of its own and with a certificate made here. Where nginx is not installed the test is skipped, except with <c>CI=true</c>: there it fails.
/// </summary>
internal sealed class Nginx : IAsyncDisposable
{
    private static readonly string[] TemporaryFiles = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("messaging-nginx-");
    private readonly int _plainPort = FreePort();
    private readonly int _port = FreePort();
    private readonly int _pushPort = FreePort();
    private readonly X509Certificate2 _certificate;
    private Process? _process;

    public Nginx()
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

    public int PushPort => _pushPort;

    public Uri PlainAddress => new($"http://localhost:{_plainPort}");

    /// <summary>The certificate, which is its own authority.</summary>
    public string CertificatePath => Path.Combine(_home.FullName, "certificate.pem");

    public static async Task<Nginx> StartAsync(Uri app)
    {
        var nginx = new Nginx();
        await nginx.StartAsync([app]);
        return nginx;
    }

    /// <param name="nodes">Where requests go.</param>
    /// <param name="push">Where sockets go that are opened at <see cref="PushPort"/>.</param>
    public async Task StartAsync(IReadOnlyList<Uri> nodes, Uri? push = null)
    {
        var program = Find();
        if (program is null)
        {
            const string Reason = "nginx is not installed; what is behind a reverse proxy cannot be tested";
            Assert.False(Environment.GetEnvironmentVariable("CI") == "true", Reason);
            Assert.Skip(Reason);
        }

        WriteConfiguration(nodes, push);
        _process = Process.Start(new ProcessStartInfo(program, ["-c", Path.Combine(_home.FullName, "nginx.conf"), "-p", _home.FullName])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        var errors = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("nginx answers", async () =>
        {
            Assert.False(_process.HasExited, _process.HasExited ? await errors : "");
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, _port, TestContext.Current.CancellationToken);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
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

    private void WriteConfiguration(IReadOnlyList<Uri> nodes, Uri? push)
    {
        var server = Adapt(
            "nginx.conf", _port,
            ("listen 80;", $"listen 127.0.0.1:{_plainPort};"),
            ("server 127.0.0.1:5080;", string.Join("\n    ", nodes.Select(node => $"server {node.Authority};"))),
            ("chat.example.com", "localhost"));
        if (push is not null) server += Adapt("nginx-push.conf", _pushPort, ("http://127.0.0.1:6001", $"http://{push.Authority}"), ("push.example.com", "localhost"));

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

    private string Adapt(string file, int port, params (string From, string To)[] replacements)
    {
        var text = File.ReadAllText(Path.GetFullPath(Path.Combine(Node.Folder, "..", "..", "..", "deploy", file)));
        foreach (var (from, to) in replacements.Concat(
        [
            ("listen 443 ssl http2;", $"listen 127.0.0.1:{port} ssl http2;"),
            ("/etc/ssl/messaging/fullchain.pem", CertificatePath),
            ("/etc/ssl/messaging/privkey.pem", Path.Combine(_home.FullName, "key.pem")),
        ]))
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        return text;
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
