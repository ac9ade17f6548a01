using System.Collections;
using System.Reflection;
using MediatR;
using Messaging.Application.Common;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>No string of any request can reach a handler unseen: each is tried, one by one.</summary>
public sealed class TextGateTests
{
    private const string Bad = "a\uFFFEb";

    private static readonly Type[] Requests = [.. Assemblies.Types(Assemblies.Application).Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IBaseRequest)))];

    /// <summary>Strings that may be anything, because they are compared and never stored.</summary>
    private static readonly string[] AnyText =
    [
        "AuthenticateUser.SocketId", // signed or refused with 403
        "AuthorizeChannel.ChannelName", // signed or refused with 403
        "AuthorizeChannel.SocketId",
        "ReportChannelEvents.Changes", // only the ids in it are read
        "SyncChanges.KnownTag", // compared with the tag of the answer
    ];

    [Fact]
    public void Every_string_of_every_request_passes_the_gate()
    {
        var seen = new List<string>();
        foreach (var request in Requests)
        {
            foreach (var parameter in ParametersOf(request).Where(parameter => HoldsText(parameter.ParameterType)))
            {
                var name = $"{request.Name}.{parameter.Name}";
                seen.Add(name);
                var failures = TextGate.Check(Make(request, parameter));
                if (AnyText.Contains(name)) Assert.Empty(failures);
                else Assert.True(failures.Count > 0, $"The gate does not look into {name}.");
            }
        }

        Assert.True(seen.Count > 15, string.Join(", ", seen));
        Assert.Empty(AnyText.Except(seen));
    }

    [Fact]
    public void Every_string_belongs_to_a_field_of_a_kind_that_is_tried()
    {
        // Text could hide in these: the gate would have to learn to look into them.
        var unknown = Requests.SelectMany(request => ParametersOf(request).Select(parameter => (request, parameter)))
            .Where(pair => pair.parameter.ParameterType == typeof(object) || pair.parameter.ParameterType.Name.StartsWith("Json", StringComparison.Ordinal)
                || pair.parameter.ParameterType.IsAssignableTo(typeof(IDictionary)))
            .Select(pair => $"{pair.request.Name}.{pair.parameter.Name}");

        Assert.Empty(unknown);
    }

    private static ParameterInfo[] ParametersOf(Type type) => type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)?.GetParameters() ?? [];

    private static bool HoldsText(Type type) => type == typeof(string) || PartsOf(type).Any(HoldsText);

    /// <summary>The types of what stands in a value of this type.</summary>
    private static IEnumerable<Type> PartsOf(Type type) =>
        type.IsGenericType ? type.GetGenericArguments()
        : type.Namespace?.StartsWith(nameof(Messaging), StringComparison.Ordinal) == true && !type.IsEnum ? ParametersOf(type).Select(parameter => parameter.ParameterType)
        : [];

    /// <summary>An instance with bad text wherever the given parameter has room for some, and with nothing elsewhere.</summary>
    private static object Make(Type type, ParameterInfo spoilt) =>
        Activator.CreateInstance(type, [.. ParametersOf(type).Select(parameter => parameter.Name == spoilt.Name ? Spoil(parameter.ParameterType) : Default(parameter.ParameterType))])!;

    private static object? Spoil(Type type)
    {
        if (type == typeof(string)) return Bad;
        if (!HoldsText(type)) return Default(type);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Optional<>)) return Activator.CreateInstance(type, Spoil(type.GetGenericArguments()[0]));
        if (type.IsGenericType)
        {
            var item = type.GetGenericArguments()[0];
            var list = Array.CreateInstance(item, 1);
            list.SetValue(Spoil(item), 0);
            return list;
        }

        return Activator.CreateInstance(type, [.. ParametersOf(type).Select(parameter => Spoil(parameter.ParameterType))]);
    }

    private static object? Default(Type type) => type.IsValueType ? Activator.CreateInstance(type) : null;
}
