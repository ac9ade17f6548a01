using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using FluentValidation.Results;
using Messaging.Domain.Common;

namespace Messaging.Application.Common;

/// <summary>
/// Refuses text that a database cannot store or that nobody can read, in every string of a request, however deep
/// it stands. It knows requests by reflection, so that a new field cannot be forgotten.
/// </summary>
public static class TextGate
{
    /// <summary>The fault of the text, for the person who sent it.</summary>
    public const string Sentence = "The text contains characters that cannot be stored, such as NUL or U+FFFE.";

    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> PropertiesByType = new();

    /// <summary>One failure for each string that is not well formed, under its path, for example <c>doNotDisturb.timeZone</c>.</summary>
    public static IReadOnlyList<ValidationFailure> Check(object? request)
    {
        List<ValidationFailure>? failures = null;
        Visit(request, "", ref failures);
        return failures ?? [];
    }

    /// <summary>Whether strings may stand in values of this type, so that the gate looks into them.</summary>
    internal static bool MayHoldText(Type type) =>
        type == typeof(string) || type.Namespace?.StartsWith(nameof(Messaging), StringComparison.Ordinal) == true && !type.IsEnum
        || (type != typeof(byte[]) && type.IsAssignableTo(typeof(IEnumerable)));

    private static void Visit(object? value, string path, ref List<ValidationFailure>? failures)
    {
        switch (value)
        {
            case null:
                return;
            case string text:
                if (!PlainText.IsWellFormed(text)) (failures ??= []).Add(new ValidationFailure(path, Sentence));
                return;
            case IEnumerable list:
                var index = 0;
                foreach (var item in list) Visit(item, $"{path}[{index++}]", ref failures);
                return;
        }

        foreach (var property in PropertiesByType.GetOrAdd(value.GetType(), PropertiesOf))
            Visit(property.GetValue(value), PathOf(path, value.GetType(), property), ref failures);
    }

    // The value of an optional field stands under the field's own name.
    private static string PathOf(string path, Type owner, PropertyInfo property)
    {
        if (owner.IsGenericType && owner.GetGenericTypeDefinition() == typeof(Optional<>)) return path;
        var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    private static PropertyInfo[] PropertiesOf(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetIndexParameters().Length == 0 && MayHoldText(property.PropertyType) && property.GetCustomAttribute<AnyTextAttribute>() is null),
    ];
}

/// <summary>Lets any text through the <see cref="TextGate"/>: the handler only compares it, and never stores it or asks a database for it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AnyTextAttribute : Attribute;
