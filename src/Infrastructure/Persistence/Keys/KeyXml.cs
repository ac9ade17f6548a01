using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace Messaging.Infrastructure.Persistence.Keys;

/// <summary>The encrypted form of a token key, as the framework stores it in a row: <c>encryptedSecret</c> in the place of the secret.</summary>
internal static class KeyXml
{
    private static readonly XNamespace Framework = "http://schemas.asp.net/2015/03/dataProtection";
    private static readonly XName Encrypted = Framework + "encryptedSecret";
    private static readonly XName Marker = Framework + "requiresEncryption";

    /// <summary>Encrypts secrets that are plain, and again those that an earlier key encrypted.</summary>
    /// <param name="xml">Of a row.</param>
    /// <param name="keys">The keys of this installation.</param>
    /// <returns>The new text of the row, or null when it is right as it is.</returns>
    public static string? Renew(string xml, ProtectionKeys keys)
    {
        var row = XElement.Parse(xml);
        var isChanged = false;
        foreach (var element in SecretsOf(row))
        {
            var secret = element;
            if (element.Name == Encrypted)
            {
                secret = Open(element.Elements().Single(), keys, out var isCurrent);
                if (isCurrent) continue;
            }

            element.ReplaceWith(new XElement(Encrypted, new XAttribute("decryptorType", typeof(KeyXmlDecryptor).AssemblyQualifiedName!), Seal(secret, keys)));
            isChanged = true;
        }

        return isChanged ? row.ToString(SaveOptions.DisableFormatting) : null;
    }

    /// <summary>Whether the keys of this installation read the row. True for plain ones.</summary>
    public static bool IsReadable(string xml, ProtectionKeys keys) =>
        SecretsOf(XElement.Parse(xml)).All(element => element.Name != Encrypted || (element.Elements().SingleOrDefault() is { } sealedElement && TryOpen(sealedElement, keys, out _) is not null));

    public static XElement Seal(XElement secret, ProtectionKeys keys) => new(
        "aesGcm", new XElement("value", Convert.ToBase64String(keys.Seal(Encoding.UTF8.GetBytes(secret.ToString(SaveOptions.DisableFormatting))))));

    /// <exception cref="InvalidOperationException">None of the keys fits.</exception>
    public static XElement Open(XElement sealedElement, ProtectionKeys keys, out bool isCurrent) =>
        TryOpen(sealedElement, keys, out isCurrent) ?? throw new InvalidOperationException("None of the configured keys decrypts this key.");

    private static XElement? TryOpen(XElement sealedElement, ProtectionKeys keys, out bool isCurrent)
    {
        isCurrent = false;
        var value = sealedElement.Name == "aesGcm" ? (string?)sealedElement.Element("value") : null;
        return value is not null && keys.Open(Convert.FromBase64String(value), out isCurrent) is { } secret ? XElement.Parse(Encoding.UTF8.GetString(secret)) : null;
    }

    private static List<XElement> SecretsOf(XElement row) =>
        [.. row.DescendantsAndSelf().Where(element => element.Name == Encrypted || (bool?)element.Attribute(Marker) == true)];
}

/// <summary>Encrypts the keys that the framework makes.</summary>
internal sealed class KeyXmlEncryptor(ProtectionKeys keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(KeyXml.Seal(plaintextElement, keys), typeof(KeyXmlDecryptor));
}

/// <summary>The framework makes it by the name in the row, so neither its name nor its namespace may change.</summary>
internal sealed class KeyXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => KeyXml.Open(encryptedElement, services.GetRequiredService<ProtectionKeys>(), out _);
}
