using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Persistence.Keys;

/// <summary>
/// Encrypts with the current key, and decrypts with any that is known: <c>DataProtection:Key</c>, the lines of the key file,
/// and <c>DataProtection:PreviousKeys</c>. The setting comes before the file, the first line before the others.
/// </summary>
internal sealed class ProtectionKeys(IOptions<KeyProtectionOptions> options, IConfiguration configuration)
{
    public const string FileName = "data-protection.key";

    private const int KeyBytes = 32;

    private static readonly byte[] Purpose = "Messaging.DataProtectionKeys.1"u8.ToArray();

    private readonly Lock _reading = new();
    private byte[]? _current;
    private IReadOnlyList<byte[]>? _all;

    public string FilePath { get; } = Path.Combine(DataDirectory.Resolve(configuration), FileName);

    /// <summary>The bytes of a key in base64, or null when it is none.</summary>
    public static byte[]? Parse(string key)
    {
        var bytes = new byte[KeyBytes + 1];
        return Convert.TryFromBase64String(key.Trim(), bytes, out var length) && length == KeyBytes ? bytes[..KeyBytes] : null;
    }

    /// <summary>Reads the keys, and makes the key file where no key is configured.</summary>
    /// <exception cref="StartRefusedException">The key file cannot be read or made.</exception>
    public void Prepare() => Read(makesFile: true);

    /// <summary>Encrypts with the current key. Makes the key file where no key is configured.</summary>
    /// <exception cref="StartRefusedException">The key file cannot be read or made.</exception>
    public byte[] Seal(byte[] secret)
    {
        Read(makesFile: true);
        var result = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + secret.Length];
        var (nonce, tag, sealedSecret) = Split(result);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_current!, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(nonce, secret, sealedSecret, tag, Purpose);
        return result;
    }

    /// <summary>Decrypts what <see cref="Seal"/> made, with this key or an earlier one.</summary>
    /// <param name="bytes">The result of <see cref="Seal"/>.</param>
    /// <param name="isCurrent">False when the current key did not encrypt it.</param>
    /// <returns>Null when no known key fits.</returns>
    /// <exception cref="StartRefusedException">The key file cannot be read.</exception>
    public byte[]? Open(byte[] bytes, out bool isCurrent)
    {
        Read(makesFile: false);
        isCurrent = false;
        if (bytes.Length < AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize) return null;
        foreach (var key in _all!)
        {
            var (nonce, tag, sealedSecret) = Split(bytes);
            var secret = new byte[sealedSecret.Length];
            using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
            try
            {
                aes.Decrypt(nonce, sealedSecret, tag, secret, Purpose);
            }
            catch (AuthenticationTagMismatchException)
            {
                continue;
            }

            isCurrent = key == _current;
            return secret;
        }

        return null;
    }

    private static Parts Split(byte[] bytes)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        return new Parts(bytes.AsSpan(0, nonce), bytes.AsSpan(nonce, tag), bytes.AsSpan(nonce + tag));
    }

    private void Read(bool makesFile)
    {
        lock (_reading)
        {
            if (_all is not null && (_current is not null || !makesFile)) return;
            var configured = Parse(options.Value.Key);
            var inFile = ReadFile(makesFile: makesFile && configured is null);
            _current = configured ?? inFile.FirstOrDefault();
            _all = [.. configured is null ? [] : new[] { configured }, .. inFile, .. options.Value.Previous.Select(key => Parse(key)!)];
        }
    }

    private List<byte[]> ReadFile(bool makesFile)
    {
        try
        {
            var content = makesFile ? SecretFile.ReadOrMake(FilePath, MakeFile) : SecretFile.Read(FilePath);
            var lines = Encoding.UTF8.GetString(content ?? []).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var keys = lines.Select(Parse).OfType<byte[]>().ToList();
            if (keys.Count == lines.Length && (content is null || keys.Count > 0)) return keys;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The key in {FilePath} cannot be read or written ({exception.Message}). Give this process access, or set DataProtection:Key.", exception);
        }

        throw new StartRefusedException($"The key in {FilePath} is damaged. Restore the file; each of its lines is 32 bytes in base64.");
    }

    private static byte[] MakeFile() => Encoding.UTF8.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)) + "\n");

    private readonly ref struct Parts(Span<byte> nonce, Span<byte> tag, Span<byte> secret)
    {
        private readonly Span<byte> _nonce = nonce;
        private readonly Span<byte> _tag = tag;
        private readonly Span<byte> _secret = secret;

        public void Deconstruct(out Span<byte> nonce, out Span<byte> tag, out Span<byte> secret)
        {
            nonce = _nonce;
            tag = _tag;
            secret = _secret;
        }
    }
}
