import java.io.File;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.Rule;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;
import org.verapdf.pdfa.validation.profiles.Variable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Judges PDFs by veraPDF: prints a line for each file and each profile that it breaks.
 *
 * <p>The engine's own reader of profiles needs JAXB, which Java has not had since version 11, so the
 * profiles are read here. Arguments: the profiles, such as PDFA-2A,PDFUA-1, then the files.
 */
public class Judge {
  public static void main(String[] arguments) throws Exception {
    VeraGreenfieldFoundryProvider.initialise();
    for (String name : arguments[0].split(",")) {
      PDFAFlavour flavour =
          PDFAFlavour.byFlavourId(name.replace("PDFUA-", "ua").replace("PDFA-", "").toLowerCase());
      ValidationProfile profile = profile(name, flavour);
      for (int i = 1; i < arguments.length; i++) {
        File file = new File(arguments[i]);
        try (PDFAParser parser = Foundries.defaultInstance().createParser(file, flavour)) {
          PDFAValidator validator = Foundries.defaultInstance().createValidator(profile, false);
          Set<String> broken = new TreeSet<>();
          for (TestAssertion found : validator.validate(parser).getTestAssertions()) {
            if (found.getStatus() == TestAssertion.Status.FAILED) {
              broken.add(found.getRuleId().getClause() + ": " + found.getMessage());
            }
          }
          System.out.println("JUDGED " + file.getName() + " " + name + " " + broken);
        }
      }
    }
  }

  private static ValidationProfile profile(String name, PDFAFlavour flavour) throws Exception {
    String path = "org/verapdf/pdfa/validation/" + name + ".xml";
    Set<Rule> rules = new HashSet<>();
    Set<Variable> variables = new HashSet<>();
    try (InputStream source = Judge.class.getClassLoader().getResourceAsStream(path)) {
      Element root =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source)
              .getDocumentElement();
      NodeList found = root.getElementsByTagName("rule");
      for (int i = 0; i < found.getLength(); i++) {
        rules.add(rule((Element) found.item(i)));
      }
      found = root.getElementsByTagName("variable");
      for (int i = 0; i < found.getLength(); i++) {
        Element entry = (Element) found.item(i);
        variables.add(
            Profiles.variableFromValues(
                entry.getAttribute("name"), entry.getAttribute("object"),
                text(entry, "defaultValue"), text(entry, "value")));
      }
    }
    return Profiles.profileFromValues(
        flavour, Profiles.profileDetailsFromValues(name, name, "", new Date()), "", rules,
        variables);
  }

  private static Rule rule(Element entry) {
    Element id = (Element) entry.getElementsByTagName("id").item(0);
    return Profiles.ruleFromValues(
        Profiles.ruleIdFromValues(
            PDFAFlavour.Specification.valueOf(id.getAttribute("specification")),
            id.getAttribute("clause"), Integer.parseInt(id.getAttribute("testNumber"))),
        entry.getAttribute("object"),
        entry.hasAttribute("deferred") ? Boolean.valueOf(entry.getAttribute("deferred")) : null,
        entry.getAttribute("tags"), text(entry, "description"), text(entry, "test"),
        Profiles.errorFromValues(text(entry, "message"), new ArrayList<>()), new ArrayList<>());
  }

  private static String text(Element entry, String name) {
    NodeList found = entry.getElementsByTagName(name);
    return found.getLength() == 0 ? "" : found.item(0).getTextContent();
  }
}
