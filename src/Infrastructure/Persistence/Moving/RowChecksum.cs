using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Messaging.Domain.Common;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Messaging.Infrastructure.Persistence.Moving;

/// <summary>
/// A number over every value of every row, the same whatever the database and the order of its rows:
/// two tables with equal sums hold the same.
/// </summary>
internal sealed class RowChecksum : IEquatable<RowChecksum>
{
    private UInt128 _sum;

    public long Rows { get; private set; }

    public void Add(ITypeBase type, object row)
    {
        var text = new StringBuilder();
        Write(text, type, row);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        unchecked
        {
            _sum += new UInt128(BitConverter.ToUInt64(hash, 0), BitConverter.ToUInt64(hash, 8));
        }

        Rows++;
    }

    public bool Equals(RowChecksum? other) => other is not null && (Rows, _sum) == (other.Rows, other._sum);

    public override bool Equals(object? obj) => Equals(obj as RowChecksum);

    public override int GetHashCode() => _sum.GetHashCode();

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rows} rows, {_sum:x32}");

    private static void Write(StringBuilder text, ITypeBase type, object row)
    {
        foreach (var property in type.GetProperties().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            var value = Text(property, property.GetGetter().GetClrValue(row));
            // With its length, or a value could look like the beginning of the next one.
            text.Append(CultureInfo.InvariantCulture, $"{property.Name}:{value?.Length ?? -1}:{value};");
        }

        foreach (var complex in type.GetComplexProperties())
        {
            if (complex.GetGetter().GetClrValue(row) is { } value) Write(text, complex.ComplexType, value);
            else text.Append(CultureInfo.InvariantCulture, $"{complex.Name}:null;");
        }
    }

    private static string? Text(IProperty property, object? value) => value switch
    {
        null => null,
        // The databases keep different fractions of a second; what counts is what all of them keep.
        DateTimeOffset time => (time.UtcTicks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture),
        // A number on one database, a value of its own type on another.
        bool flag => flag ? "1" : "0",
        // Compared as it is moved.
        string text => PlainText.Storable(text),
        byte[] bytes => Convert.ToHexStringLower(bytes),
        _ when property.GetTypeMapping().Converter is { } converter => Convert.ToString(converter.ConvertToProvider(value), CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
